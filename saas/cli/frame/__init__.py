"""What every command of `saas` stands on: discovery of groups, errors in words, settings, the application."""
