#!/bin/sh
# The servers and tools of Debian that the integration and browser tests talk to. Read-only where all are there.
set -eu
packages=""
need() { command -v "$1" >/dev/null 2>&1 || [ -x "$1" ] || packages="$packages $2"; }
need redis-server redis-server
need ceph-mon ceph-mon
need ceph-osd ceph-osd
need ceph-mgr ceph-mgr
need radosgw radosgw
need rclone rclone
need s3cmd s3cmd
need /usr/sbin/clamd clamav-daemon
need chromium chromium
need tesseract tesseract-ocr
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
ls /usr/share/tesseract-ocr/*/tessdata/chi_sim.traineddata >/dev/null 2>&1 || packages="$packages tesseract-ocr-chi-sim"
[ -e /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc ] || packages="$packages fonts-wqy-zenhei"
[ -e /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ] || packages="$packages fonts-wqy-microhei"
[ -e /usr/share/fonts/truetype/arphic/uming.ttc ] || packages="$packages fonts-arphic-uming"
[ -e /usr/share/fonts/truetype/arphic/ukai.ttc ] || packages="$packages fonts-arphic-ukai"
[ -z "$packages" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
else
    echo "The tests need servers that are not here. Please type:" >&2
    echo "    sudo apt-get install --no-install-recommends$packages" >&2
    exit 1
fi
