// Package ping asks many addresses at once whether they answer, by ICMP echo, without starting a program.
package ping

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"

	"underlay.local/host/internal/family"
	"underlay.local/host/internal/namespace"
)

// Again is how long a silent address is waited for before it is asked again: the first packet to a new peer is often lost.
const Again = 200 * time.Millisecond

// Silent are those of the addresses that did not answer within the limit. It returns as soon as all have.
func Silent(ctx context.Context, from family.From, addresses []netip.Addr, limit time.Duration) ([]netip.Addr, error) {
	if len(addresses) == 0 {
		return nil, nil
	}
	var conn *icmp.PacketConn
	err := namespace.In(from.Pid, func() (err error) {
		source := "0.0.0.0"
		if from.Source.IsValid() {
			source = from.Source.String()
		}
		conn, err = icmp.ListenPacket("ip4:icmp", source)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("no echo request can be sent: %w", err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return ask(ctx, conn, addresses), nil
}

func ask(ctx context.Context, conn *icmp.PacketConn, addresses []netip.Addr) []netip.Addr {
	id := int(rand.Uint32N(1 << 16))
	open := make(map[int]netip.Addr, len(addresses))
	for sequence, address := range addresses {
		open[sequence] = address
	}
	end, _ := ctx.Deadline()
	for len(open) > 0 && ctx.Err() == nil {
		for sequence, address := range open {
			// Without a route there is an error now; one may appear before the next try.
			_ = send(conn, id, sequence, address)
		}
		round := time.Now().Add(Again)
		if end.Before(round) {
			round = end
		}
		collect(conn, id, round, open)
	}
	var silent []netip.Addr
	for sequence, address := range addresses {
		if _, isOpen := open[sequence]; isOpen {
			silent = append(silent, address)
		}
	}
	return silent
}

func send(conn *icmp.PacketConn, id, sequence int, address netip.Addr) error {
	echo := icmp.Message{Type: ipv4.ICMPTypeEcho, Body: &icmp.Echo{ID: id, Seq: sequence, Data: []byte("underlay")}}
	packet, err := echo.Marshal(nil)
	if err != nil {
		return err
	}
	_, err = conn.WriteTo(packet, &net.IPAddr{IP: address.AsSlice()})
	return err
}

// collect takes answers off the open questions until all are answered or the round is over. Whoever answers must be the one
// that was asked: a socket of this kind hears the answers to all.
func collect(conn *icmp.PacketConn, id int, until time.Time, open map[int]netip.Addr) {
	_ = conn.SetReadDeadline(until)
	buffer := make([]byte, 1500)
	for len(open) > 0 {
		n, sender, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		message, err := icmp.ParseMessage(ipv4.ICMPTypeEchoReply.Protocol(), buffer[:n])
		if err != nil || message.Type != ipv4.ICMPTypeEchoReply {
			continue
		}
		echo, isEcho := message.Body.(*icmp.Echo)
		if isEcho && echo.ID == id && open[echo.Seq].String() == sender.String() {
			delete(open, echo.Seq)
		}
	}
}
