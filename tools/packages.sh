#!/usr/bin/env bash
# Installs the Debian packages that running (`run`) or testing (`test`) needs. Without root it prints
# the one line to run and ends with 1; so it does where a package cannot be had.
set -u
run=(python3-venv clamav-daemon restic modsecurity-crs)
test=(gettext git chromium fonts-noto-cjk fonts-noto-core postgresql nginx-light wrk)
wanted=("${run[@]}")
if [ "${1:-run}" = test ]; then
    wanted+=("${test[@]}")
    command -v npm >/dev/null || wanted+=(npm)
    command -v java >/dev/null || wanted+=(default-jre-headless)
fi

missing=()
for name in "${wanted[@]}"; do
    status=$(dpkg-query -W -f '${Status}' "$name" 2>/dev/null) || status=none
    [[ $status == *" installed" ]] || missing+=("$name")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "These Debian packages are missing; what needs them stays unproven. To install them:"
    echo "  sudo apt-get install --no-install-recommends ${missing[*]}"
    exit 1
fi
echo "Installing Debian packages: ${missing[*]} …"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if apt-get update >"$log" 2>&1 && apt-get install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    rm -f "$log"
    exit 0
fi
tail -n 5 "$log"
rm -f "$log"
echo "Not all could be installed; what needs them stays unproven. Later: apt-get install ${missing[*]}"
exit 1
