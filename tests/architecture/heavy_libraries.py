"""Libraries that draw, seal or read files: half a second each, so no first request may load one."""

HEAVY = ("fpdf", "odf", "xlsxwriter", "python_calamine", "icalendar", "pyhanko", "captcha", "PIL", "lxml", "joserfc", "qrcode")
