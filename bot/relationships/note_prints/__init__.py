"""An index of the contacts that stand in sealed notes, so that whoever asks for it is forgotten there too."""
