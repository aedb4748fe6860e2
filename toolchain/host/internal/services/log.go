package services

import (
	"errors"
	"io"
	"log"
	"os"
	"path/filepath"

	"gopkg.in/natefinch/lumberjack.v2"
)

// logOf a service, as a file that programs can be given; it is closed when the service is kept no more.
func logOf(service string) (*os.File, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	file := &lumberjack.Logger{Filename: filepath.Join(logDir, service, "current"), MaxSize: 1, MaxBackups: 9}
	go func() {
		_, err := io.Copy(&lossy{file, service, false}, reader)
		_ = errors.Join(err, file.Close(), reader.Close())
	}()
	return writer, nil
}

// lossy is a log that takes whatever is written: a pipe that nobody reads would stop the service. What cannot be written, as to a full
// disk, is lost, and what comes after it is tried again.
type lossy struct {
	file    io.Writer
	service string
	losing  bool
}

func (l *lossy) Write(text []byte) (int, error) {
	_, err := l.file.Write(text)
	if err != nil && !l.losing {
		log.Printf("service %s: its log cannot be written: %v", l.service, err)
	}
	l.losing = err != nil
	return len(text), nil
}
