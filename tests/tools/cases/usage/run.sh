# SPDX-License-Identifier: Apache-2.0
sopflow --help
sopflow --version
sopflow
sopflow chekc
