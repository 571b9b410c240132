# SPDX-License-Identifier: Apache-2.0
for command in check test run draw show texts export feel explain new act; do
    sopflow $command --help
done
