"""The label schema of a project, changed in forms and applied as one step."""
