package provider

import (
	"archive/tar"
	"bytes"
	"encoding/base64"
	"os"
	"strconv"
)

// uploadArchive packs all uploads of a container, so that they cross to the engine in one request.
func uploadArchive(uploads []uploadModel) (*bytes.Buffer, error) {
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	for _, upload := range uploads {
		content, err := upload.bytes()
		if err != nil {
			return nil, problem{"The upload of " + upload.File + " cannot be read", err.Error()}
		}
		if err := writer.WriteHeader(&tar.Header{Name: upload.File, Mode: upload.mode(), Size: int64(len(content))}); err != nil {
			return nil, err
		}
		if _, err := writer.Write(content); err != nil {
			return nil, err
		}
	}
	return &archive, writer.Close()
}

func (u *uploadModel) bytes() ([]byte, error) {
	switch {
	case value(u.Source) != "":
		return os.ReadFile(*u.Source)
	case value(u.ContentBase64) != "":
		return base64.StdEncoding.DecodeString(*u.ContentBase64)
	default:
		return []byte(value(u.Content)), nil
	}
}

func (u *uploadModel) mode() int64 {
	if mode, err := strconv.ParseInt(value(u.Permissions), 8, 64); err == nil {
		return mode
	}
	if value(u.Executable) {
		return 0o744
	}
	return 0o644
}
