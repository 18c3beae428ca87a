"""`task lint`: do the tables hold what the document's schemas say?"""
