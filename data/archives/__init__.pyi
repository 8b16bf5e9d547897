from .contents import WRITTEN as WRITTEN
from .writing import (
    archive_bytes as archive_bytes,
    named_texts as named_texts,
    order_rows as order_rows,
    verify_archive as verify_archive,
)
