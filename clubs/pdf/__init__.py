"""The PDF of a report: tagged, after PDF/UA (ISO 14289-1), made ahead in the background.

`pages` writes the HTML and the photos into a folder, `press` makes the PDF of them in a process of its own,
`keeping` says when, and keeps the result beside the report.
"""
