"""Listed prices: tokens of models, and rents of GPUs, each with its source and the day it was checked."""
