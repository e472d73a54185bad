"""From the text of a file to tables: characters, lines and places, without their meaning."""
