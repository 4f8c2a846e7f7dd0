"""What every app stands on: units, people, the event trail, files, numbers, jobs, refusals."""
