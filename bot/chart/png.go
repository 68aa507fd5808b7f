package chart

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"strings"
	"sync"

	"natobot/facts/answer"
)

// PNG draws c at Width pixels, with its finding, its words and its source in
// the file. A chart without a point is an error; a value is never drawn where
// the chart has none.
func PNG(c *answer.Chart, t Theme) ([]byte, error) {
	d, err := layout(c)
	if err != nil {
		return nil, err
	}
	return d.png(t)
}

func (d *drawing) png(t Theme) ([]byte, error) {
	c := d.pixels()
	defer canvases.Put(c)
	var b bytes.Buffer
	b.Grow(64 << 10)
	if err := encoder.Encode(&b, &image.Paletted{Pix: c.pix, Stride: c.w, Rect: image.Rect(0, 0, c.w, c.h), Palette: t.palette()}); err != nil {
		return nil, fmt.Errorf("encoding chart %q: %w", d.title, err)
	}
	return d.told(b.Bytes()), nil
}

// encoder keeps its buffers.
var encoder = png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: new(buffers)}

type buffers struct{ sync.Pool }

func (b *buffers) Get() *png.EncoderBuffer {
	e, _ := b.Pool.Get().(*png.EncoderBuffer)
	return e
}

func (b *buffers) Put(e *png.EncoderBuffer) { b.Pool.Put(e) }

// afterHeader is where a PNG's first chunk ends: signature and IHDR.
const afterHeader = 8 + 4 + 4 + 13 + 4

// told adds what the picture says, as iTXt chunks:
// https://www.w3.org/TR/png-3/#11iTXt
func (d *drawing) told(file []byte) []byte {
	out := append(make([]byte, 0, len(file)+len(d.title)+len(d.desc)+len(d.source)+200), file[:afterHeader]...)
	for _, t := range [...][2]string{{"Title", d.title}, {"Description", d.desc}, {"Source", strings.TrimSpace(d.source + " " + d.address)}} {
		if t[1] == "" {
			continue
		}
		body := append([]byte("iTXt"+t[0]), 0, 0, 0, 0, 0)
		body = append(body, strings.ToValidUTF8(strings.ReplaceAll(t[1], "\x00", ""), "")...)
		out = binary.BigEndian.AppendUint32(out, uint32(len(body)-4))
		out = append(out, body...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	}
	return append(out, file[afterHeader:]...)
}
