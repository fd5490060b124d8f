#!/usr/bin/env bash
# Runs cx.service under a systemd of its own, on a machine whose first process is another:
#
#	systemd.sh DIR
#
# DIR has the program (bin/cx-service), the file of tokens (tokens) and the unit
# (cx.service). It needs root and ends with the systemd, or on SIGTERM. The system that it
# starts sees /usr read-only, has its own /etc, /var, /run and processes, and a control
# group without controllers, so that MemoryMax bounds nothing.
set -euo pipefail

dir=$(realpath "$1")

if [ -z "${CX_INSIDE-}" ]; then
	group=/sys/fs/cgroup
	if [ -d $group/unified ]; then group=$group/unified; fi
	mkdir "$group/cx-test-$$"
	tidy() { # once the last process has ended
		for _ in $(seq 50); do
			find "$group/cx-test-$$" -depth -type d -exec rmdir {} + 2>/dev/null || true
			if [ ! -e "$group/cx-test-$$" ]; then break; fi
			sleep 0.1
		done
	}
	trap tidy EXIT
	CX_INSIDE=1 sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$group/cx-test-$$/cgroup.procs" \
		unshare --pid --mount --uts --ipc --cgroup --fork --kill-child bash "${BASH_SOURCE[0]}" "$dir" &
	inside=$!
	trap 'kill -KILL "$inside"' TERM INT
	wait "$inside" || true
	wait "$inside" 2>/dev/null || true # a signal ends the first wait
	exit
fi

root=$dir/root
mkdir "$root"
mount --make-rprivate /
mount -t tmpfs tmpfs "$root"
cd "$root"
mkdir -p usr etc/cx etc/systemd/system proc sys dev/shm dev/pts run var/lib tmp root home old
for link in bin sbin lib lib64; do
	if [ -e "/usr/$link" ]; then ln -s "usr/$link" "$link"; fi
done
mount --bind /usr usr
mount --bind "$dir" usr/local
mount -o remount,bind,ro usr
cp /etc/ld.so.cache etc/
printf 'root:x:0:0::/root:/bin/sh\ncx:x:990:990::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n' >etc/passwd
printf 'root:x:0:\ncx:x:990:\nnogroup:x:65534:\n' >etc/group
: >etc/machine-id
install -m 640 -g 990 "$dir/tokens" etc/cx/tokens
install -m 644 "$dir/cx.service" etc/systemd/system/
printf '[Unit]\nDefaultDependencies=no\nWants=cx.service\n' >etc/systemd/system/only.target
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
for device in null zero full random urandom tty; do
	touch "dev/$device"
	mount --bind "/dev/$device" "dev/$device"
done
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs run
pivot_root . old
umount -l /old
exec env -i container=unshare PATH=/usr/sbin:/usr/bin /lib/systemd/systemd --system --unit=only.target \
	--log-target=console --show-status=no </dev/null
