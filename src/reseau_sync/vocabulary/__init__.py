"""What the network speaks of: places, services, kinds of events, organisations, recognised in text. Pure.

Import from the submodules: :mod:`~reseau_sync.vocabulary.places`, :mod:`~reseau_sync.vocabulary.services`,
:mod:`~reseau_sync.vocabulary.kinds`, :mod:`~reseau_sync.vocabulary.organisations`.
"""
