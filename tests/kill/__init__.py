"""Kill tests: real processes and SIGKILL at moments drawn over the run; nothing is lost and nothing is done twice."""
