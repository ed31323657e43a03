"""The group's own shape: legal entities, stores, departments, employees, work calendars, onboarding."""
