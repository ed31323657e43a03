"""What the jobs of this room do, step by step; each step is one transaction of the job."""
