"""What `saas doctor` looks at, one check for each component."""
