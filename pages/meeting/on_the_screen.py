"""A briefing fills the screen."""

from duibiao.ui.meeting import stage

told = stage.choose()
if told is None:
    stage.missing()
else:
    stage.go(told)
    stage.begin(told)
    stage.show(told)
    stage.log(told)
    stage.foot(told)
