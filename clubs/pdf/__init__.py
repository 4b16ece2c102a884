"""The PDF of a report: tagged, after PDF/UA (ISO 14289-1), made ahead in the background.

`pages` writes the HTML and the photos into a folder, `render` makes the PDF of them in a process of its own,
`tasks` says when, and keeps the result beside the report.
"""
