# SPDX-License-Identifier: Apache-2.0
# A path that breaks a safeguard, to programs: its steps, the story, the scenario.
sopflow check --format json tests/tools/broken.sop.yaml | sed '/"states"/d;/"depth"/d'
sopflow check --format sarif tests/tools/broken.sop.yaml | sed -n '/"results"/,$p' | sed '/"states"/d;/"depth"/d'
