"""File names that break programs which make paths, headers, commands or pages of them."""

ODD_NAMES = (
    *("", ".", "..", "/", "...", " ", "\n", "\0", "\\"),
    *(
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\windows\\system32\\config",
        "C:\\a.pdf",
        "C:a.pdf",
    ),
    *("//server/share/a.pdf", "%2e%2e%2fa.pdf", "a/../b.pdf", "a.pdf/", "~root", "~$letter.docx"),
    *("a\0.pdf", "a.pdf\0.exe", "a\r\nSet-Cookie: b=c.pdf", 'a"; filename="b.exe', "a;b.pdf"),
    *("a\u202efdp.exe", "\u2066a\u2069.pdf", "zero\u200bwidth.pdf", "\ufeffbom.pdf", "\x1b[2J.pdf"),
    *("con", "NUL.pdf", "com1.pdf", "LPT9", "-rf", "--help.pdf", ".htaccess", "desktop.ini"),
    *(
        "<script>alert(1)</script>.pdf",
        "[red]a[/].pdf",
        "{name}.pdf",
        "%s%n.pdf",
        "=cmd|'/c'!A0.pdf",
    ),
    *("$(id).pdf", "`id`.pdf", "a|b.pdf", "a*?.pdf", "'; DROP TABLE files;--.pdf"),
    *("a.pdf.", "a.pdf ", "a" * 255, "a" * 300 + ".pdf", "é" * 200 + ".pdf", "\U0001f600" * 100),
    *("e\u0301.pdf", "\u00e9.pdf", "ﬁle.pdf", "\udcff.pdf", "\ud800\udc00.pdf", "٣.pdf"),
)
