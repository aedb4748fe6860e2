package links

import (
	"encoding/binary"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

const (
	// The IPv4 part of IFLA_AF_SPEC (linux/if_link.h, IFLA_INET_CONF).
	inetConf = 1
	// linux/ip.h, IPV4_DEVCONF_RP_FILTER
	devconfRpFilter = 8
)

// AcceptAnyWay takes packets on a device whatever way answers to them would go (rp_filter 0). By netlink, which needs no writable
// /proc/sys.
func AcceptAnyWay(device netlink.Link) error {
	value := binary.NativeEndian.AppendUint32(nil, 0)
	request := nl.NewNetlinkRequest(unix.RTM_SETLINK, unix.NLM_F_ACK)
	message := nl.NewIfInfomsg(unix.AF_UNSPEC)
	message.Index = int32(device.Attrs().Index)
	request.AddData(message)
	families := nl.NewRtAttr(unix.IFLA_AF_SPEC|unix.NLA_F_NESTED, nil)
	families.AddRtAttr(unix.AF_INET|unix.NLA_F_NESTED, nil).AddRtAttr(inetConf|unix.NLA_F_NESTED, nil).AddRtAttr(devconfRpFilter, value)
	request.AddData(families)
	_, err := request.Execute(unix.NETLINK_ROUTE, 0)
	return err
}
