#!/usr/bin/env bash
# Programs that the tests and the fonts need beside Python and Node.js: installs what is missing (Debian, as root), or says how.
# Java is for the tables of `make run` (which does without, and then forgets) and for the tests of races (which do not).
set -euo pipefail

declare -A PACKAGE=([chromium]=chromium [pdftotext]=poppler-utils [qpdf]=qpdf [java]=default-jre-headless)
missing=()
for program in "${!PACKAGE[@]}"; do
  command -v "$program" >/dev/null || missing+=("${PACKAGE[$program]}")
done
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing+=(fonts-noto-cjk)
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing+=(fonts-dejavu-core)
[ "${#missing[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "installing: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "missing: ${missing[*]}. On Debian: sudo apt-get install ${missing[*]}" >&2
  [ "${missing[*]}" = default-jre-headless ] || exit 1
fi
