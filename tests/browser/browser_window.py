"""Waiting for a page in a real browser."""


def settle(page):
    """Wait until the page has been computed and drawn."""
    page.wait_for_selector("h1", timeout=30_000)
    page.wait_for_function(
        '!document.querySelector(\'[data-testid="stApp"][data-test-script-state="running"]\')', timeout=30_000
    )
    page.wait_for_timeout(600)


def drawn(page):
    """Wait until the page has been computed and nothing of an earlier run is left, without waiting longer than that."""
    page.wait_for_selector("h1", timeout=30_000)
    page.wait_for_function(
        """() => !document.querySelector(
            '[data-testid="stApp"][data-test-script-state="running"], [data-stale="true"], [data-testid="stSpinner"],'
            + ' [data-testid="stSkeleton"]'
        )""",
        timeout=30_000,
    )
