"""How nbgrader makes student copies of these exercises; ``make exercises`` reads it too."""

c = get_config()  # noqa: F821  # nbgrader gives it to its configuration files

c.ClearSolutions.code_stub = {"python": "# write your lines here"}
c.ClearSolutions.text_stub = "*Write your answer here.*"
# nbgrader releases every other file of an assignment's folder to the students.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "mistakes.toml"]
