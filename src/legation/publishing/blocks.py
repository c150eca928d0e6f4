"""What the body of a page is made of."""

from __future__ import annotations

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]

BODY = [
    ("heading", blocks.CharBlock(max_length=160, template="publishing/blocks/heading.html")),
    ("text", blocks.RichTextBlock(features=TEXT_FEATURES)),
    ("image", ImageChooserBlock(template="publishing/blocks/image.html")),
]
STEPS = [
    (
        "step",
        blocks.StructBlock(
            [("title", blocks.CharBlock(max_length=160)), ("text", blocks.TextBlock(required=False))]
        ),
    )
]
