"""Types and hook specifications that several rooms implement."""
