"""The training centre's system. Three hops and no more: route or job → service → store."""
