"""What both exporters do to a finished ONNX model."""

from __future__ import annotations

import onnx


def strip_metadata(model: onnx.ModelProto) -> None:
    """Drops the exporter's notes (source lines, module paths), which would name folders of this machine."""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.graph.value_info[:]
    model.doc_string = model.graph.doc_string = ""
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
