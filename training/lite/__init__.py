"""The embedded `lite` pack: NanoDet-g with a class-agnostic mask head, from its weights to the ONNX pack."""
