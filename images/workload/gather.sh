#!/bin/sh
# Copies a few programs, the libraries that they are linked with, and busybox for all the rest into the folder $1.
set -eu
root=$1
mkdir -p "$root/bin" "$root/usr" "$root/etc" "$root/proc" "$root/sys" "$root/dev" "$root/root" "$root/run" "$root/var/tmp"
mkdir -m 1777 "$root/tmp"
# One folder of programs under all four usual names: nothing can shadow anything.
ln -s ../bin "$root/usr/bin" && ln -s ../bin "$root/usr/sbin" && ln -s bin "$root/sbin"

cp /bin/busybox "$root/bin/busybox"
for applet in $(/bin/busybox --list); do
  [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done

# The real programs win over busybox's: labs show their output to people who know it.
for program in dash iperf3 sockperf tcpdump ping ip bridge ss tc traceroute route; do
  file=$(readlink -f "$(command -v "$program")")
  rm -f "$root/bin/$program"
  cp "$file" "$root/bin/$program"
  ldd "$file" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -Ln "$library" "$root$library"
  done
done

# Debian's busybox shell prefers its own applets to anything on PATH: its ping and ip would win after all.
ln -sf dash "$root/bin/sh"

printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/false\n' > "$root/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' > "$root/etc/group"
# No lab has a name server: asking for one takes five seconds. `route` asks for the names of networks.
printf 'hosts: files\nnetworks: files\n' > "$root/etc/nsswitch.conf"
