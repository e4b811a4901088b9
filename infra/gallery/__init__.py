"""Pictures of every page and paper, made on a running system: python -m infra.gallery."""
