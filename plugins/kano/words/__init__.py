"""What people call things in Kano appraisal."""
