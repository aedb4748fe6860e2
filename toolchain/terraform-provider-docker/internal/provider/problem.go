package provider

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// problem is an error as the user reads it: what is wrong in one line, then why and what to do.
type problem struct{ summary, detail string }

func (p problem) Error() string { return p.summary + "\n\n" + p.detail }

func report(diagnostics *diag.Diagnostics, err error) {
	var known problem
	if errors.As(err, &known) {
		diagnostics.AddError(known.summary, known.detail)
		return
	}
	diagnostics.AddError("The Docker engine refused", err.Error())
}
