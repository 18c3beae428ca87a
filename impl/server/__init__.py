"""The process that serves: uvicorn, with bounds to what a client may send and how slowly.

python -m impl.server [uvicorn's options]
"""
