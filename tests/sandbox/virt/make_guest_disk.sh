#!/bin/sh
# Makes a small disk that boots to a login prompt on its serial port: make_guest_disk.sh DISK
# Debian's cloud kernel, busybox as everything else, syslinux to start it. Needs no root, but these packages:
#   syslinux syslinux-common mtools dosfstools busybox-static cpio, and apt-get to fetch the kernel
set -eu
disk=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

kernel=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends:/ {print $2; exit}')
chmod 755 .
apt-get download -q "$kernel" >/dev/null 2>&1
dpkg-deb --fsys-tarfile "$kernel"_*.deb | tar -xf - ./boot
mkdir -p root/bin root/proc root/sys root/dev root/etc
cp /bin/busybox root/bin/busybox
for name in sh mount getty login hostname mdev cat uname; do ln -s busybox "root/bin/$name"; done
printf 'root::0:0:root:/:/bin/sh\n' >root/etc/passwd
printf 'mini-nova guest\n' >root/etc/issue
cat >root/init <<'END'
#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
hostname guest
echo "guest: up on $(uname -r)"
while :; do getty -L ttyS0 115200 vt100; done
END
chmod 755 root/init
(cd root && find . | cpio -o -H newc --quiet | gzip -1) >initrd.gz

# One FAT partition from 1 MiB on, active, with syslinux in it and its code in the master boot record.
truncate -s 64M disk
printf '2048,,c,*\n' | sfdisk -q disk
mformat -i disk@@1M -F -T $(((64 - 1) * 2048)) -H 2048 ::
syslinux --install --offset 1048576 disk
mcopy -i disk@@1M boot/vmlinuz-* ::/vmlinuz
mcopy -i disk@@1M initrd.gz ::/initrd.gz
printf 'SERIAL 0 115200\nDEFAULT linux\nLABEL linux\n KERNEL /vmlinuz\n APPEND initrd=/initrd.gz console=ttyS0 quiet\n' >syslinux.cfg
mcopy -i disk@@1M syslinux.cfg ::/syslinux.cfg
dd if=/usr/lib/syslinux/mbr/mbr.bin of=disk bs=440 count=1 conv=notrunc status=none
mv disk "$disk"
