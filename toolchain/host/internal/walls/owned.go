package walls

import (
	"errors"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// owned tables are seen and changed by their owner alone, and go with its socket (NFT_TABLE_F_OWNER in linux/netfilter/nf_tables.h;
// Linux 5.12). So no rule outlives the process, however that ends.
const owned = 0x2

// withOwned makes tables, owned by the connection's socket, before anything else is sent: the library has no flags for tables.
func withOwned(tables ...nftables.Table) nftables.ConnOption {
	return nftables.WithSockOptions(func(conn *netlink.Conn) error {
		if err := inherited(conn); err != nil {
			return err
		}
		messages := []netlink.Message{batch(unix.NFNL_MSG_BATCH_BEGIN)}
		for _, table := range tables {
			attributes, err := netlink.MarshalAttributes([]netlink.Attribute{
				{Type: unix.NFTA_TABLE_NAME, Data: []byte(table.Name + "\x00")},
				{Type: unix.NFTA_TABLE_FLAGS, Data: binaryutil.BigEndian.PutUint32(owned)},
			})
			if err != nil {
				return err
			}
			messages = append(messages, netlink.Message{
				Header: netlink.Header{
					Type:  netlink.HeaderType(unix.NFNL_SUBSYS_NFTABLES<<8 | unix.NFT_MSG_NEWTABLE),
					Flags: netlink.Request | netlink.Acknowledge | netlink.Create | netlink.Excl,
				},
				Data: append([]byte{byte(table.Family), unix.NFNETLINK_V0, 0, 0}, attributes...),
			})
		}
		if _, err := conn.SendMessages(append(messages, batch(unix.NFNL_MSG_BATCH_END))); err != nil {
			return err
		}
		for range tables {
			if _, err := conn.Receive(); err != nil {
				return err
			}
		}
		return nil
	})
}

// inherited has the socket stay open in the program that takes this one's place (execve(2)).
func inherited(conn *netlink.Conn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(socket uintptr) { _, failed = unix.FcntlInt(socket, unix.F_SETFD, 0) })
	return errors.Join(err, failed)
}

// batch is the begin or the end of a transaction with nftables.
func batch(kind uint16) netlink.Message {
	return netlink.Message{
		Header: netlink.Header{Type: netlink.HeaderType(kind), Flags: netlink.Request},
		Data:   []byte{unix.AF_UNSPEC, unix.NFNETLINK_V0, 0, unix.NFNL_SUBSYS_NFTABLES},
	}
}
