"""ReLA (region-based generalised referring expression segmentation), written anew from the paper."""
