"""Early warning: more complaints than chance lets expect, found at night, looked into by people."""
