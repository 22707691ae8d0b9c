"""Frames to charts. Every chart says all of its layout itself, so plotly's own template is not sent along."""

import plotly.io

plotly.io.templates.default = "none"
