"""The referee: a third evaluator, naive on purpose, written from PubMed's documentation alone.

It walks over records one at a time, holds no index, and shares no code with
`evidence.query` but the parser's tree and the Record. Where it and the other two
evaluators disagree, one of the three is wrong. Facts that are tables (which publication
type stands below which, the families of subheadings, language codes, published filters)
are given to it, so that a difference is always a difference of reading.
"""
