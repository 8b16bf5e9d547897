from .contents import WRITTEN as WRITTEN
from .verify_alone import bad_words as bad_words
from .writing import (
    archive_bytes as archive_bytes,
    named_texts as named_texts,
    order_rows as order_rows,
    verify_archive as verify_archive,
)
