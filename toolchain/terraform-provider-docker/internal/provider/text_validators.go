package provider

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// textValidator accepts a string that its check accepts.
type textValidator struct {
	must  string
	check func(text string) bool
}

var (
	isBase64 = textValidator{"be base64, as base64encode() and filebase64() give it", func(text string) bool {
		_, err := base64.StdEncoding.DecodeString(text)
		return err == nil
	}}
	isDuration = textValidator{"be a duration such as 500ms, 1s or 2m", func(text string) bool {
		d, err := time.ParseDuration(text)
		return err == nil && d >= 0
	}}
	isPositiveNumber = textValidator{"be a number above 0, such as 1.5", func(text string) bool {
		n, err := strconv.ParseFloat(text, 64)
		return err == nil && n > 0
	}}
)

func (v textValidator) Description(context.Context) string { return "must " + v.must }

func (v textValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.check(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, fmt.Sprintf("The value of %s cannot be used", req.Path), "It must "+v.must+".")
}
