#!/usr/bin/env bash
# Builds the image of Containerfile with podman, once, and runs it as a container of the
# host's network:
#
#	container.sh DIR FLAGS...
#
# DIR has the file of tokens and gets all that podman keeps. The flags are those that stand
# after the name of the image. It needs root, podman, crun and Go, and ends as the service
# does, to which SIGTERM goes. Where no registry is in reach, the Go and the modules of this
# machine stand in for the image golang.
set -euo pipefail

dir=$(realpath "$1")
shift
repo=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")

if [ -z "${CX_INSIDE-}" ]; then
	CX_INSIDE=1 exec unshare --mount bash "${BASH_SOURCE[0]}" "$dir" "$@"
fi
if [ -d /sys/fs/cgroup/unified ]; then # crun refuses both kinds of control groups at once
	umount -R /sys/fs/cgroup
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi
podman=(podman --root "$dir/storage" --runroot "$dir/run" --storage-driver vfs --cgroup-manager cgroupfs)

if ! "${podman[@]}" image exists cx-service; then
	base=$(sed -n 's/^FROM \(golang:[^ ]*\).*/docker.io\/library\/\1/p' "$repo/examples/service/Containerfile")
	volumes=()
	if ! "${podman[@]}" pull -q "$base"; then
		mkdir -p "$dir/base/tmp" "$dir/base/usr" "$dir/base/go/pkg/mod"
		for link in bin sbin lib lib64; do ln -s "usr/$link" "$dir/base/$link"; done
		printf 'FROM scratch\nCOPY . /\nENV GOPATH=/go GOFLAGS=-buildvcs=false GOTOOLCHAIN=local PATH=%s/bin:/usr/bin\n' "$(go env GOROOT)" |
			"${podman[@]}" build -q --isolation chroot -t "$base" -f - "$dir/base"
		volumes=(-v /usr:/usr:ro -v "$(go env GOMODCACHE):/go/pkg/mod:ro")
	fi
	"${podman[@]}" build -q --isolation chroot --pull-never ${volumes[@]+"${volumes[@]}"} -t cx-service -f "$repo/examples/service/Containerfile" "$repo"
fi
# Who has not all rights over limits can only lower them.
exec "${podman[@]}" run --rm --network host --cgroups=disabled --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 \
	-v cx:/data -v "$dir/tokens:/etc/cx/tokens:ro" cx-service "$@"
