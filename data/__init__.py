"""The form, the records, the rubric, reading and writing workbooks, and the store."""
