"""Operations: each turns an intention of the annotator into edits that can be taken back."""
